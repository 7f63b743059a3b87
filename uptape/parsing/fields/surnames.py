"""Surnames of the Spanish-speaking world that are no given names: two of them at a name's end are both its last name."""

from __future__ import annotations

import unicodedata

from uptape.parsing.fields.word_sets import word_set

_SURNAMES = word_set(
    """
    abreu acevedo acosta aguilar aguirre alarcon alcantara aldana alfaro almanza alonso altamirano alvarado alvarez
    amador amaya anaya andrade angulo aparicio apaza aragon arana aranda araujo arce arellano arenas arevalo arias
    armendariz arredondo arreola arriaga arroyo arteaga avalos avila ayala baez balderas ballesteros banuelos barajas
    barba barragan barraza barrera barrientos barrios batista bautista becerra bejarano beltran benavides benitez
    bermudez bernal betancourt blanco bonilla borja bravo briones bueno burgos bustamante bustos caballero cabral
    cabrera calderon calvillo camacho camarena campos canales cano cantu cardenas cardona carmona carranza carrasco
    carrera carrillo carrion casas casillas castaneda castellanos castillo castro cavazos ccori ceballos cedillo ceja
    centeno cepeda cerda cervantes cervantez chacon chambi chapa chavarria chavez choque cisneros collazo colon condori
    contreras cordero cordova cornejo corona coronado corral corrales correa cortes cortez cota covarrubias crespo cruz
    cuellar cuevas davila delacruz delagarza delao deleon delgado delrio diaz dominguez duarte duenas duran echeverria
    elizondo enriquez escamilla escobar escobedo esparza espino espinosa espinoza esquivel estevez estrada fajardo
    farias feliciano fernandez ferrer fierro figueroa flores florez fonseca franco fuentes galarza galindo gallardo
    gallegos galvan galvez gamboa gamez gaona garay garcia garibay garrido garza gastelum gaytan giron godinez godoy
    gomez gonzales gonzalez gracia granado granados griego guajardo guardado guerra guerrero guevara guillen gurrola
    gutierrez guzman henriquez heredia hernandez herrera hidalgo hinojosa holguin huaman huanca huerta hurtado ibarra
    iglesias infante irizarry izquierdo jaimes jaramillo jasso jimenez juarez jurado laboy landeros lara laureano leal
    leanos ledesma leija lemus leyva limon linares lira llamas loera lomeli longoria lopez lovato loya lozano lucero
    lugo lujan luna macias madera madrid madrigal magallanes magana maldonado mamani manriquez mares marin marquez
    marrero marroquin martinez mascarenas mata mateo matos maya mejia melendez melgar mena menchaca mendez mendoza
    menendez mercado merino meza miranda mireles mojica molina monroy montalvo montanez montano monteiro montelongo
    montemayor montenegro montero montes montoya mora morales moreno mota munguia muniz munoz murillo muro najera
    naranjo narvaez nava navarrete navarro negrete negron nevarez nieto nieves noriega nunez ocampo ocasio ochoa ojeda
    olivares olivarez olivas olmos olvera ontiveros oquendo ordaz ordonez orellana ornelas orosco orozco ortega ortiz
    osorio otero oviedo pabon pacheco padilla padron paez palacios palomino palomo pantoja paredes parra partida patino
    paz pedroza pelayo pena penaloza perales peralta perea pereira perez pichardo pimentel pina pineda pinon pizarro
    plascencia polanco ponce porras portillo posada prado preciado puente puentes puga pulido quesada quezada quinones
    quinonez quintana quintanilla quintero quiroga quiroz quispe ramirez ramos rangel rascon rasgado razo rendon
    renteria resendez reyes reyna reynoso rico rincon rios rivas rivera rivero robledo robles rocha rodarte rodriguez
    rojas rojo roldan rolon romero romo roque rosado rosales rosario rosas roybal rubio ruelas ruiz ruvalcaba saavedra
    saenz saiz salamanca salas salazar salcedo salcido saldana saldivar salgado salinas samaniego sanabria sanches
    sanchez sandoval santacruz santana santiago santillan sarabia sauceda saucedo segovia segura sepulveda serna serrano
    serrato sevilla sierra silva solano solis solorio sosa sotelo soto suarez tafoya tamayo tamez tapia tejada tejeda
    tellez tello teran terrazas tijerina tirado toledo toro torres torrez tovar trejo trevino trujillo ulibarri ulloa
    urbina urena urias uribe urrutia vaca valadez valdes valdez valdivia valencia valenzuela valladares valle vallejo
    valles valverde varela vargas vasquez vazquez vega velarde velasco velasquez velazquez velez venegas vera verdugo
    verduzco vergara vidal viera vigil vilca villa villagomez villalobos villalpando villanueva villareal villarreal
    villasenor villegas yanez ybarra ynegue yupanqui zambrano zamora zamudio zapata zaragoza zarate zavala zelaya zepeda
    zuniga
    """
)


def is_spanish_surname(word: str) -> bool:
    """True for a well-known Spanish surname, with or without its accents."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip(".,") in _SURNAMES
